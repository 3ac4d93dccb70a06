// Many users from a file: chosen, checked as a whole, shown, and then sent in batches.
import { h, put, type Child } from "../../core/dom.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { chooser } from "./import/choose.js";
import type { Checked } from "./import/file.js";
import { Job } from "./import/job.js";
import { preview } from "./import/preview.js";
import { progress } from "./import/progress.js";
import { heading, type Section } from "./section.js";

// What is chosen or under way stays when its admin looks at another section, and ends with the tab.
let chosen: Checked | undefined;
let job: Job | undefined;
let admin: number | undefined;

addEventListener("beforeunload", (event) => {
  if (job?.active || job?.state === "stopped") event.preventDefault();
});

export const importSection: Section = ({ signal }) => {
  const place = h("div", { class: "import" });
  const show = (...content: Child[]) => {
    put(place, ...content);
    place.querySelector<HTMLElement>("[data-first]")?.focus();
  };
  const choose = () => {
    [chosen, job] = [undefined, undefined];
    show(chooser(signal, check));
  };
  const check = (file: Checked) => {
    chosen = file;
    show(preview(file, { start: () => start(file), other: choose }));
  };
  const start = (file: Checked) => {
    if (job?.active) return;
    job = new Job(file);
    void job.run();
    show(progress(job, signal, choose));
  };
  const id = client.session?.user.id;
  if (admin !== id) [admin, chosen, job] = [id, undefined, undefined]; // a file has passwords: it is nobody else's
  if (job) put(place, progress(job, signal, choose));
  else if (chosen) check(chosen);
  else choose();
  return [heading(t("console.import.title")), place];
};
