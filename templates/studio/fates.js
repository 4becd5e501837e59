/* What became of a line, in one word, and the family of colours it belongs to. */

const FATES = {
  heading: ["heading", "heading"],
  part: ["part", "heading"],
  chapter: ["chapter", "heading"],
  section: ["section", "heading"],
  title: ["its title", "heading"],
  body: ["prose", "prose"],
  prose: ["prose", "prose"],
  verse: ["verse", "verse"],
  cue: ["speaker", "verse"],
  preformatted: ["as typed", "verse"],
  break: ["scene break", "break"],
  letter: ["letter", "letter"],
  note: ["note", "note"],
  footnote: ["footnote", "note"],
  header: ["details", "details"],
  envelope: ["left out: mail", "out"],
  boilerplate: ["left out: notice", "out"],
  furniture: ["left out: page head", "out"],
  contents: ["left out: contents", "out"],
  repeated: ["left out: said before", "out"],
  "left-out": ["left out", "out"],
  blank: ["empty", "blank"],
};

/** Return the word of a fate and its family; one that is not known is shown as it is. */
export const wordOf = (fate) => (FATES[fate] || [fate, "prose"])[0];
export const familyOf = (fate) => (FATES[fate] || [fate, "prose"])[1];
