import vue from 'eslint-plugin-vue'
import accessibility from 'eslint-plugin-vuejs-accessibility'
import tseslint from 'typescript-eslint'

export default [
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'src/api/schema.gen.ts'] },
  ...vue.configs['flat/recommended'],
  ...accessibility.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/no-v-html': 'error',
      'vue/html-button-has-type': 'error',
      // Every visible word comes from the catalogue.
      'vue/no-bare-strings-in-template': ['error', { allowlist: ['·', '%', '–', '—', '+', '×', ':', ',', '(', ')', '/', '…', '•', '?'] }],
      'vuejs-accessibility/no-static-element-interactions': 'error',
      // Labels and controls are tied by id through UiField, which the rule cannot see.
      'vuejs-accessibility/label-has-for': 'off',
      'vuejs-accessibility/form-control-has-label': 'off',
      // Layout of templates is the formatter's business.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      // Pages are named by the router, as Home/Index.vue.
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser },
  },
]
