import { sheet, type View } from "../core/router.js";

export default function page(): View {
  return { title: "forgot", content: sheet("forgot") };
}
