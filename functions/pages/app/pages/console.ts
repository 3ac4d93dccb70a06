import { sheet, type View } from "../core/router.js";

export default function page(): View {
  return { title: "console", content: sheet("console") };
}
