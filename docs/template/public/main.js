export default {
  // A block that names no language is text.
  configureHljs: hljs => hljs.configure({ languages: [] }),
}
