import type { Place } from "./dom";

const gpsPointer = 0x8825;
const [latitudeRef, latitude, longitudeRef, longitude] = [1, 2, 3, 4];

/** The place that a camera wrote into a JPEG, or undefined where there is none or it makes no sense. */
export function placeOf(file: ArrayBuffer): Place | undefined {
  try {
    const tiff = findTiff(new DataView(file));
    return tiff && readPlace(tiff);
  } catch (problem) {
    // A damaged header is as good as none: the photo itself may be fine.
    if (problem instanceof RangeError) return undefined;
    throw problem;
  }
}

function findTiff(view: DataView): DataView | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 10 < view.byteLength; ) {
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (marker === 0xffda || (marker & 0xff00) !== 0xff00) return undefined;
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966)
      return new DataView(view.buffer, view.byteOffset + at + 10, length - 8);
    at += 2 + length;
  }
  return undefined;
}

function readPlace(tiff: DataView): Place | undefined {
  const little = tiff.getUint16(0) === 0x4949;
  const entries = (start: number) => {
    const found = new Map<number, number>();
    const count = tiff.getUint16(start, little);
    for (let i = 0; i < count; i++) {
      const at = start + 2 + i * 12;
      found.set(tiff.getUint16(at, little), at + 8);
    }
    return found;
  };
  const pointer = entries(tiff.getUint32(4, little)).get(gpsPointer);
  if (pointer === undefined) return undefined;
  const gps = entries(tiff.getUint32(pointer, little));

  const degrees = (tag: number, refTag: number, negative: string) => {
    const at = gps.get(tag);
    const ref = gps.get(refTag);
    if (at === undefined || ref === undefined) return NaN;
    const start = tiff.getUint32(at, little);
    const part = (n: number) => tiff.getUint32(start + n * 8, little) / (tiff.getUint32(start + n * 8 + 4, little) || NaN);
    const value = part(0) + part(1) / 60 + (part(2) || 0) / 3600;
    return String.fromCharCode(tiff.getUint8(ref)) === negative ? -value : value;
  };
  const lat = degrees(latitude!, latitudeRef!, "S");
  const lon = degrees(longitude!, longitudeRef!, "W");
  // Cameras without a fix write zeros.
  const sensible = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0);
  return sensible ? { lat, lon } : undefined;
}
