/** What every page loads. */
import "./band";
import "./search-key";

document.documentElement.dataset["script"] = "on";
