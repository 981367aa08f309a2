import { Map as MapLibre, Marker, NavigationControl, type LngLatBoundsLike } from "maplibre-gl";
import { icon, make, number, tell, type Place } from "../lib/dom";
import { text } from "../lib/texts";
import { addTiles, boundsOf, ground, type Shape, type Tiles } from "./ground";
import { pickPlace, type District } from "./pick";
import { showRoads } from "./roads";
import { fillLegend, showThings, type Things } from "./things";

export class TownMap extends HTMLElement {
  private map?: MapLibre;
  private readonly canvas = make("div", { class: "map-canvas" });

  connectedCallback(): void {
    if (!this.map) void this.start();
  }

  disconnectedCallback(): void {
    this.map?.remove();
    this.map = undefined;
    this.canvas.remove();
  }

  private async start(): Promise<void> {
    const [outline, things] = await Promise.all([this.read<Shape>("outline"), this.read<Things>("data")]);
    if (!this.isConnected) return;
    this.setAttribute("role", "region");
    if (this.hasAttribute("label")) this.setAttribute("aria-label", this.getAttribute("label")!);
    this.append(this.canvas);
    this.credit();
    const map = this.open(outline);
    if (!map) return this.canvas.remove();
    this.map = map;

    const districts = JSON.parse(this.getAttribute("districts") || "[]") as District[];
    this.name(map, districts);
    const pick = this.hasAttribute("pick") ? pickPlace(this, map, this.canvas, districts) : undefined;
    if (pick || this.hasAttribute("where")) this.offerWhere(map, (place, accuracy) => (pick ? pick.choose(place, accuracy) : this.mark(map, place)));

    map.on("load", () => {
      if (things) {
        showThings(map, things);
        const legend = this.parentElement?.querySelector("[data-legend]");
        if (legend) fillLegend(legend, things);
      }
      const roads = this.getAttribute("lines");
      if (roads) showRoads(map, new URL(roads, location.href).href);
      this.useTiles(map);
      this.canvas.classList.add("ready");
    });
    const around = things && this.hasAttribute("fit") ? boundsOf(things) : undefined;
    if (around) map.fitBounds(around, { padding: 44, maxZoom: 15, duration: 0 });
    else if (!this.hasAttribute("center")) this.fit(map, boundsOf(outline));
  }

  private open(outline: Shape | undefined): MapLibre | undefined {
    const [lon, lat] = (this.getAttribute("center") ?? "").split(",").map(Number);
    const edge = boundsOf(outline);
    try {
      const map = new MapLibre({
        container: this.canvas,
        style: ground(outline),
        center: lon !== undefined && lat !== undefined ? [lon, lat] : undefined,
        zoom: number(this.getAttribute("zoom")) ?? 11,
        minZoom: 8,
        maxZoom: 19,
        maxBounds: edge && ([edge[0] - 0.35, edge[1] - 0.3, edge[2] + 0.35, edge[3] + 0.3] as LngLatBoundsLike),
        attributionControl: false,
        cooperativeGestures: !this.hasAttribute("tall") && !this.hasAttribute("pick"),
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        locale: words(),
      });
      map.touchZoomRotate.disableRotation();
      map.keyboard.disableRotation();
      map.addControl(new NavigationControl({ showCompass: false }), "top-right");
      // Tiles that don't come are no fault: what lies beneath them is a map already.
      map.on("error", () => undefined);
      return map;
    } catch {
      // No WebGL: the drawing and the list that the server wrote stay as they are.
      return undefined;
    }
  }

  private useTiles(map: MapLibre): void {
    const url = this.getAttribute("tiles");
    if (!url) return;
    const tiles: Tiles = { url, maxZoom: number(this.getAttribute("tile-max-zoom")) ?? 18 };
    if (navigator.onLine) addTiles(map, tiles);
    else addEventListener("online", () => this.map === map && addTiles(map, tiles), { once: true });
    map.on("data", (event) => {
      // The survey's sheets carry their own names.
      if (event.dataType === "source" && "tile" in event && event.sourceId === "tiles") this.classList.toggle("with-tiles", map.getZoom() > 12.5);
    });
    map.on("zoomend", () => this.classList.contains("with-tiles") && map.getZoom() <= 12.5 && this.classList.remove("with-tiles"));
  }

  /** Below the map, where it hides nothing; the server may have written it already. */
  private credit(): void {
    if (this.querySelector(".map-credit")) return;
    const [own, tiles, address] = ["credit", "tile-credit", "tile-credit-url"].map((name) => this.getAttribute(name));
    const line = make("p", { class: "map-credit" }, own);
    if (own && tiles) line.append(" ・ ");
    if (tiles) line.append(address ? make("a", { href: address, rel: "noopener" }, tiles) : tiles);
    if (line.textContent) this.append(line);
  }

  private name(map: MapLibre, districts: District[]): void {
    const names = districts.map((district) => {
      const element = make("span", { class: "map-name", "aria-hidden": "true" }, district.name);
      new Marker({ element, anchor: "top", offset: [0, 12] }).setLngLat([district.lon, district.lat]).addTo(map);
      return element;
    });
    map.on("idle", () => this.giveWay(map, names));
  }

  /** A name gives way to our points and to the names before it. */
  private giveWay(map: MapLibre, names: HTMLElement[]): void {
    const origin = map.getCanvas().getBoundingClientRect();
    const taken: DOMRect[] = [];
    for (const name of names) {
      const box = name.getBoundingClientRect();
      const inMap: [[number, number], [number, number]] = [
        [box.left - origin.left, box.top - origin.top + 4],
        [box.right - origin.left, box.bottom - origin.top],
      ];
      const covered =
        taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) ||
        (map.getLayer("things") && map.queryRenderedFeatures(inMap, { layers: ["things"] }).length > 0);
      name.classList.toggle("away", Boolean(covered));
      if (!covered) taken.push(box);
    }
  }

  private offerWhere(map: MapLibre, found: (place: Place, accuracy: number) => void): void {
    if (!navigator.geolocation) return;
    const button = make("button", { type: "button", class: "btn map-where" }, icon("target"), text("map.where"));
    button.addEventListener("click", () => {
      button.classList.add("busy");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          button.classList.remove("busy");
          const place = { lat: coords.latitude, lon: coords.longitude };
          const edge = map.getMaxBounds();
          if (edge && !edge.contains([place.lon, place.lat])) tell(text("map.where.far"));
          else found(place, coords.accuracy);
        },
        () => {
          button.classList.remove("busy");
          tell(text("map.where.failed"));
        },
        { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 },
      );
    });
    this.canvas.append(button);
  }

  private mark(map: MapLibre, place: Place): void {
    new Marker({ color: "#006f83" }).setLngLat([place.lon, place.lat]).addTo(map);
    map.easeTo({ center: [place.lon, place.lat], zoom: Math.max(map.getZoom(), 14), duration: 200 });
  }

  private fit(map: MapLibre, bounds: [number, number, number, number] | undefined): void {
    if (bounds) map.fitBounds(bounds, { padding: 16, duration: 0 });
  }

  /** An attribute names a script of data on the page (#id) or an address. */
  private async read<T>(attribute: string): Promise<T | undefined> {
    const from = this.getAttribute(attribute);
    if (!from) return undefined;
    if (from.startsWith("#")) return JSON.parse(document.querySelector(from)?.textContent || "null") ?? undefined;
    try {
      const answer = await fetch(from, { headers: { accept: "application/geo+json, application/json" } });
      return answer.ok ? ((await answer.json()) as T) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** MapLibre's own words, where the page has them in its language. */
function words(): Record<string, string> {
  const names: Record<string, string> = {
    "NavigationControl.ZoomIn": "map.zoom.in",
    "NavigationControl.ZoomOut": "map.zoom.out",
    "Map.Title": "map.title",
    "Popup.Close": "map.close",
    "CooperativeGesturesHandler.WindowsHelpText": "map.scroll.ctrl",
    "CooperativeGesturesHandler.MacHelpText": "map.scroll.mac",
    "CooperativeGesturesHandler.MobileHelpText": "map.scroll.fingers",
  };
  return Object.fromEntries(Object.entries(names).map(([theirs, ours]) => [theirs, text(ours)]).filter(([, word]) => word));
}
