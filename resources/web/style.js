// Texts and colours that canvas drawing needs and that no style sheet can give it.

export const FONT_STACK =
  '"Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "dzmap fallback", sans-serif';

export const SELECTION = "#00A3E0";
export const SELECTION_CORE = "#00324A";
