/* Files and folders that are dropped on the page or chosen, and their way to the server. */

import { $, counted } from "./dom.js";
import { guarded, say } from "./messages.js";
import { send } from "./server.js";
import { emit, setStories } from "./state.js";

const AT_ONCE = 40;
/* Files in one request: more is faster, fewer shows progress sooner. */
const BYTES_AT_ONCE = 8e6;

const entriesOf = (folder) => {
  const reader = folder.createReader();
  const all = [];
  return new Promise((resolve, reject) => {
    const more = () =>
      reader.readEntries((some) => {
        if (!some.length) return resolve(all);
        all.push(...some);
        return more();
      }, reject);
    more();
  });
};

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/** Return [path, file] of all files in and below what was dropped. */
const walk = async (entries, found = []) => {
  for (const entry of entries) {
    if (entry.isDirectory) await walk(await entriesOf(entry), found);
    else found.push([entry.fullPath.replace(/^\//, ""), await fileOf(entry)]);
  }
  return found;
};

const hidden = (path) => path.split("/").some((part) => part.startsWith("."));

const batches = (files) => {
  const all = [];
  let size = Infinity;
  for (const one of files) {
    const last = all.at(-1);
    if (!last || last.length >= AT_ONCE || size + one[1].size > BYTES_AT_ONCE) {
      all.push([one]);
      size = one[1].size;
    } else {
      last.push(one);
      size += one[1].size;
    }
  }
  return all;
};

const bar = (done, of) => {
  $("reading").hidden = done >= of;
  $("reading").dataset.sending = done < of ? "yes" : "";
  $("reading-bar").max = of;
  $("reading-bar").value = done;
  $("reading").querySelector("label").textContent = `Bringing in ${counted(of, "file")}`;
};

const sendAll = guarded(async (all) => {
  const files = all.filter(([path]) => !hidden(path));
  if (!files.length) return say("There is no file in it.");
  location.hash = "#stories";
  let done = 0;
  try {
    for (const some of batches(files)) {
      bar(done, files.length);
      const fields = some.flatMap(([path, file]) => [["files", file], ["path", path]]);
      setStories((await send("api/stories", fields)).stories);
      done += some.length;
    }
    say(`${counted(files.length, "file")} brought in.`);
  } finally {
    bar(1, 1);
    emit("stories");
  }
});

const chosenFiles = (input) => [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);

const isFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");

const listenForDrops = () => {
  let depth = 0;
  const mark = (step) => {
    depth = step ? Math.max(0, depth + step) : 0;
    document.body.classList.toggle("dropping", depth > 0);
  };
  addEventListener("dragenter", (event) => isFiles(event) && mark(1));
  addEventListener("dragleave", (event) => isFiles(event) && mark(-1));
  addEventListener("dragover", (event) => isFiles(event) && event.preventDefault());
  addEventListener("drop", guarded(async (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    mark(0);
    const items = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map((file) => [file.name, file]);
    await sendAll(items.length ? await walk(items) : plain);
  }));
};

export const startDropping = () => {
  for (const [button, input] of [["choose-files", "files"], ["choose-folder", "folder"]]) {
    $(button).addEventListener("click", () => $(input).click());
    $(input).addEventListener("change", async () => {
      await sendAll(chosenFiles($(input)));
      $(input).value = "";
    });
  }
  listenForDrops();
};
