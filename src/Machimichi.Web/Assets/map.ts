import "maplibre-gl/dist/maplibre-gl.css";
import { setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { TownMap } from "./map/town-map";

setWorkerUrl(worker);
customElements.define("town-map", TownMap);
