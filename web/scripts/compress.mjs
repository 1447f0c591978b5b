// Writes a .br and a .gz beside every text file of the build, so the server sends them without compressing at run time.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const COMPRESSIBLE = /\.(?:html|js|css|svg|json|txt|wasm|webmanifest)$/
const SMALLEST_WORTH_IT = 512

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const root = new URL('../dist/', import.meta.url).pathname

const entries = await readdir(root, { recursive: true, withFileTypes: true })
const files = entries
  .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))

await Promise.all(files.map(compress))
console.log(`compressed ${files.length} files`)

async function compress(file) {
  const plain = await readFile(file)
  if (plain.length < SMALLEST_WORTH_IT) return
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await writeFile(`${file}.br`, await brotli(plain, { params: quality }))
  await writeFile(`${file}.gz`, await zip(plain, { level: 9 }))
}
