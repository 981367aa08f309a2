import type { Map as MapLibre } from "maplibre-gl";

/** The longer a road was not seen, the warmer and the more broken its line: it is told apart without colour too. */
const looks: { age: string; colour: string; dash?: [number, number] }[] = [
  { age: "Season", colour: "#197a4b" },
  { age: "HalfYear", colour: "#006f83" },
  { age: "Year", colour: "#a65c00", dash: [4, 1] },
  { age: "Older", colour: "#ce0000", dash: [2, 1] },
  { age: "Never", colour: "#626264", dash: [1, 1] },
];

/** The town's roads by when a camera last saw them, under our points. */
export function showRoads(map: MapLibre, tiles: string): void {
  const address = tiles.replaceAll("%7B", "{").replaceAll("%7D", "}");
  const below = map.getLayer("things") ? "things" : undefined;
  const width = ["interpolate", ["linear"], ["zoom"], 9, 2.5, 14, 5, 18, 12] as unknown as number;
  map.addSource("roads", { type: "vector", tiles: [address], maxzoom: 16 });
  map.addLayer(
    {
      id: "roads-edge", type: "line", source: "roads", "source-layer": "segments", layout: { "line-cap": "butt" },
      paint: { "line-color": "#fff", "line-width": ["interpolate", ["linear"], ["zoom"], 9, 4, 14, 8, 18, 16] },
    },
    below,
  );
  for (const { age, colour, dash } of looks)
    map.addLayer(
      {
        id: `roads-${age}`, type: "line", source: "roads", "source-layer": "segments", filter: ["==", ["get", "age"], age], layout: { "line-cap": "butt" },
        paint: { "line-color": colour, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
      },
      below,
    );
}
