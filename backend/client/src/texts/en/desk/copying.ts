/* The words of copy buttons. */
export const copying = {
  copied: "Copied.",
  failed: "Copying did not work. Please select the text and copy it by hand.",
};
