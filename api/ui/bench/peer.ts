/** cytoscape with fcose, as an explorer would otherwise load them. */
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

cytoscape.use(fcose);
export { cytoscape };
