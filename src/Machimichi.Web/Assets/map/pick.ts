import type { Map as MapLibre } from "maplibre-gl";
import { icon, make, PlaceFields, type Place } from "../lib/dom";
import { text } from "../lib/texts";

export interface District {
  name: string;
  lat: number;
  lon: number;
}

/** The map moves under a pin that stands still: it is the same for a thumb, a mouse and the arrow keys. */
export function pickPlace(host: HTMLElement, map: MapLibre, canvas: HTMLElement, districts: District[]): { choose(place: Place, accuracy?: number): void } {
  const fields = new PlaceFields(host);
  const pin = icon("pin");
  pin.setAttribute("class", "map-cross");
  const say = make("p", { class: "map-say", role: "status" }, text("map.pick.how"));
  canvas.append(pin, say);

  // Until a person has moved the map, its middle is nobody's choice and nothing is written.
  let chosen = false;
  let sure: number | undefined;
  const write = () => {
    if (!chosen) return;
    const { lat, lng } = map.getCenter();
    fields.set({ lat, lon: lng }, sure);
    sure = undefined;
    describe({ lat, lon: lng });
  };
  const describe = (place: Place) => (say.textContent = text("map.near", { name: nearest(districts, place)?.name ?? "" }));
  const choose = (place: Place, accuracy?: number) => {
    chosen = true;
    sure = accuracy;
    map.easeTo({ center: [place.lon, place.lat], zoom: Math.max(map.getZoom(), 15), duration: 180 });
  };

  map.on("dragstart", () => (chosen = true));
  map.on("moveend", write);
  map.on("click", (event) => {
    chosen = true;
    map.easeTo({ center: event.lngLat, duration: 180 });
  });
  map.keyboard.disable();
  map.getCanvas().addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 160 : 32;
    const by: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = by[event.key];
    const zoom = { "+": 1, ";": 1, "=": 1, "-": -1 }[event.key];
    if (!move && !zoom) return;
    event.preventDefault();
    chosen = true;
    if (move) map.panBy(move, { duration: 90 });
    else map.easeTo({ zoom: map.getZoom() + zoom!, duration: 120 });
  });

  fields.onChange((place) => place && choose(place));
  const before = fields.value;
  if (before) {
    chosen = true;
    map.jumpTo({ center: [before.lon, before.lat], zoom: 16 });
    describe(before);
  }
  return { choose };
}

export function nearest(districts: District[], place: Place): District | undefined {
  const narrow = Math.cos((place.lat * Math.PI) / 180);
  const far = (district: District) => Math.hypot((district.lon - place.lon) * narrow, district.lat - place.lat);
  return districts.reduce<District | undefined>((best, district) => (!best || far(district) < far(best) ? district : best), undefined);
}
