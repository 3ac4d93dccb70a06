// A QR code, as an SVG of one path.
/*! uqr: (c) Project Nayuki, (c) 2023 Anthony Fu; MIT license, https://github.com/unjs/uqr */
import { encode } from "../vendor/uqr/uqr.mjs";
import { set } from "./dom.js";

const svg = "http://www.w3.org/2000/svg";
const quiet = 4; // modules around it, as ISO/IEC 18004 wants

/** Draws a text as a QR code. It is dark on white in both colour schemes: not every camera reads the other way round. */
export function qr(text: string, label: string): SVGElement {
  const { size, data } = encode(text, { ecc: "M", border: quiet });
  const drawn = document.createElementNS(svg, "svg");
  const path = document.createElementNS(svg, "path");
  for (const [name, value] of Object.entries({ class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" })) set(drawn, name, value);
  set(path, "d", data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""));
  drawn.append(path);
  return drawn;
}
