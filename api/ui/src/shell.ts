/** What every page loads. */
import "./search-key";

document.documentElement.dataset["script"] = "on";
