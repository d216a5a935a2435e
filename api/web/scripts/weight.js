// Weighs what a browser loads before it can show the first page, and fails when
// that is more than a slow line should carry.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 150_000
const dist = new URL('../dist/', import.meta.url)
const weigh = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length

const html = readFileSync(new URL('index.html', dist), 'utf8')
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((m) => m[1])
const script = first.reduce((sum, name) => sum + weigh(name), 0)
const others = readdirSync(new URL('assets/', dist)).filter((n) => n.endsWith('.js') && !first.includes(`assets/${n}`))

console.log(`first load: ${(script / 1000).toFixed(1)} kB of JavaScript, gzipped (limit ${limit / 1000})`)
for (const n of others) console.log(`  later: ${n} ${(weigh(`assets/${n}`) / 1000).toFixed(1)} kB`)
if (script > limit) {
  console.error('The first load is too heavy: split something out.')
  process.exit(1)
}
