import type { Map as MapLibre, StyleSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export type Shape = Feature | FeatureCollection | Geometry;

/** Sea and land drawn from the town's own outline: it needs no network, no glyphs and no sprite. */
export function ground(outline: Shape | undefined): StyleSpecification {
  return {
    version: 8,
    sources: outline ? { outline: { type: "geojson", data: outline as GeoJSON.GeoJSON } } : {},
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--water") || "#dff1f4" } },
      ...(outline
        ? ([
            { id: "land", type: "fill", source: "outline", paint: { "fill-color": colour("--land") || "#f6f3ea" } },
            { id: "shore", type: "line", source: "outline", paint: { "line-color": colour("--shore") || "#a9b8a8", "line-width": 1.2 } },
          ] as StyleSpecification["layers"])
        : []),
    ],
  };
}

export interface Tiles {
  url: string;
  maxZoom: number;
}

/** The survey's tiles lie over the outline, paler than they come, so that only our things have colour. They fade in when they arrive. */
export function addTiles(map: MapLibre, tiles: Tiles): void {
  if (map.getSource("tiles")) return;
  map.addSource("tiles", { type: "raster", tiles: [tiles.url], tileSize: 256, maxzoom: tiles.maxZoom });
  map.addLayer(
    { id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.45, "raster-contrast": -0.05, "raster-opacity": 0.95 } },
    ["roads-edge", "things"].find((layer) => map.getLayer(layer)),
  );
}

/** West, south, east, north of everything in it. */
export function boundsOf(shape: Shape | undefined): [number, number, number, number] | undefined {
  let box: [number, number, number, number] | undefined;
  const add = ([lon = 0, lat = 0]: Position) =>
    (box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat]);
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === "number") add(part as Position);
    else part.forEach(walk);
  };
  const visit = (some: Shape | null | undefined): void => {
    if (!some) return;
    if (some.type === "FeatureCollection") some.features.forEach(visit);
    else if (some.type === "Feature") visit(some.geometry);
    else if (some.type === "GeometryCollection") some.geometries.forEach(visit);
    else walk(some.coordinates);
  };
  visit(shape);
  return box;
}
