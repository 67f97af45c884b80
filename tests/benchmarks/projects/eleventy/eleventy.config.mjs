// Ids on headings, a table of contents from them, and a full index: what Eleventy's own plugins leave to the site.
const TAGS = /<[^>]*>/g;
const HEADINGS = /<h([23]) id="([^"]*)">(.*?)<\/h\1>/gs;

function identify(markdown) {
  markdown.core.ruler.push("heading_ids", (state) => {
    state.tokens.forEach((token, at) => {
      if (token.type !== "heading_open") return;
      const text = state.tokens[at + 1].content.toLowerCase();
      token.attrSet("id", text.replace(/[^\p{L}\p{N}]+/gu, "-"));
    });
  });
}

export default function (config) {
  config.amendLibrary("md", identify);
  config.addFilter("contents", (html) => {
    const items = [...html.matchAll(HEADINGS)].map(
      ([, , id, text]) => `<li><a href="#${id}">${text.replace(TAGS, "")}</a></li>`,
    );
    return `<ul>${items.join("")}</ul>`;
  });
  config.addFilter("plain", (html) => html.replace(TAGS, " "));
}

export const config = {
  dir: { input: "content", output: "site" },
  // What stands in braces in a README is no template.
  markdownTemplateEngine: false,
};
