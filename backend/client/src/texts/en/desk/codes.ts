/* The words around codes that are shown once. */
export const codes = {
  label: "Recovery codes",
  copy: "Copy the codes",
  print: "Print",
};
