import { Popup, type GeoJSONSource, type Map as MapLibre, type MapGeoJSONFeature } from "maplibre-gl";
import type { FeatureCollection, Point } from "geojson";
import { make } from "../lib/dom";
import { text } from "../lib/texts";
import { draw, drawing, look, shapes, thingOf } from "./shapes";

export type Things = FeatureCollection<Point>;

/** Our points: gathered into numbered discs where they are close, opened by a tap into what is there. */
export function showThings(map: MapLibre, things: Things): void {
  const drawn: Things = {
    type: "FeatureCollection",
    features: things.features
      .filter((feature) => feature.geometry?.type === "Point")
      .map((feature) => ({ ...feature, properties: { ...feature.properties, look: look(thingOf(feature.properties)) } })),
  };
  const source = map.getSource<GeoJSONSource>("things");
  if (source) return void source.setData(drawn);

  // Pictures are drawn when first asked for, so there is nothing to download and any count can stand in a disc.
  map.setMissingStyleImageResolver((id) => void (map.hasImage(id) || map.addImage(id, draw(id), { pixelRatio: 2 })));
  map.addSource("things", { type: "geojson", data: drawn, cluster: true, clusterRadius: 36, clusterMaxZoom: 15 });
  map.addLayer({
    id: "things",
    type: "symbol",
    source: "things",
    layout: {
      "icon-image": ["case", ["has", "point_count"], ["concat", "many-", ["get", "point_count_abbreviated"]], ["get", "look"]],
      "icon-allow-overlap": true,
      "symbol-sort-key": ["case", ["==", ["get", "look"], "severe-open"], 2, 1],
    },
  });
  map.on("mouseenter", "things", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "things", () => (map.getCanvas().style.cursor = ""));
  map.on("click", "things", (event) => {
    // A finger is wider than a point.
    const { x, y } = event.point;
    const near = map.queryRenderedFeatures([[x - 12, y - 12], [x + 12, y + 12]], { layers: ["things"] });
    void open(map, near.length > 0 ? near : (event.features ?? []));
  });
}

async function open(map: MapLibre, found: MapGeoJSONFeature[]): Promise<void> {
  const cluster = found.find((feature) => feature.properties.cluster);
  const at = ((cluster ?? found[0])?.geometry as Point | undefined)?.coordinates as [number, number] | undefined;
  if (!at) return;
  if (!cluster) return showPopup(map, at, found.map((feature) => feature.properties));

  const source = map.getSource<GeoJSONSource>("things")!;
  const id = cluster.properties.cluster_id as number;
  const zoom = await source.getClusterExpansionZoom(id);
  if (zoom <= 16 && zoom > map.getZoom() + 0.01) return void map.easeTo({ center: at, zoom: zoom + 0.2, duration: 200 });
  const leaves = await source.getClusterLeaves(id, 50, 0);
  showPopup(map, at, leaves.map((leaf) => leaf.properties ?? {}));
}

function showPopup(map: MapLibre, at: [number, number], found: Record<string, unknown>[]): void {
  const seen = new Set<string>();
  const items = found.map(thingOf).filter((thing) => {
    const key = `${thing.url} ${thing.title}`;
    return !seen.has(key) && seen.add(key);
  });
  const list = make(
    "ul",
    {},
    ...items.map((thing) => {
      const words = [text(`map.kind.${thing.kind}`), text(`map.state.${thing.state}`)].filter(Boolean).join(" ・ ");
      // Addresses come from data: only those of this site are followed.
      const own = thing.url && new URL(thing.url, location.href).origin === location.origin;
      const title = own ? make("a", { href: thing.url }, thing.title) : make("b", {}, thing.title);
      return make("li", {}, title, make("p", { class: "small" }, words));
    }),
  );
  new Popup({ maxWidth: "17rem", focusAfterOpen: true }).setLngLat(at).setDOMContent(make("div", { class: "map-popup" }, list)).addTo(map);
}

/** Each kind by its shape, and once for all of them that a filled shape is done. */
export function fillLegend(list: Element, things: Things): void {
  const looks = things.features.map((feature) => look(thingOf(feature.properties)));
  const kinds = Object.keys(shapes).filter((kind) => looks.some((name) => name.startsWith(kind)));
  const lines = kinds.map((kind) => make("li", {}, drawing(`${kind}-open`), text(`map.kind.${kind}`)));
  if (kinds.length > 0 && looks.some((name) => name.endsWith("-done"))) lines.push(make("li", {}, drawing(`${kinds[0]}-done`), text("map.state.done")));
  list.replaceChildren(...lines);
}
