import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/**
 * Lets the browser load the app beside the first script, which asks for it only
 * once it runs itself.
 */
function preloadApp(): Plugin {
  return {
    name: 'preload-app',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((c) => c.type === 'chunk')
        const withImports = (name: string, seen: Set<string>): Set<string> => {
          if (!seen.has(name)) chunks.find((c) => c.fileName === name)?.imports.reduce((s, n) => withImports(n, s), seen.add(name))
          return seen
        }
        const first = chunks.find((c) => c.isEntry)
        const app = chunks.find((c) => c.facadeModuleId?.endsWith('/src/app/draw.tsx'))
        if (first === undefined || app === undefined) return []
        const there = withImports(first.fileName, new Set())
        return [...withImports(app.fileName, new Set())]
          .filter((name) => !there.has(name))
          .map((name) => ({ tag: 'link', injectTo: 'head' as const, attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` } }))
      },
    },
  }
}

/** What runs before the app has arrived, and must not wait for it. */
const isFirst = (id: string): boolean => /\/src\/(urls|words\/speak|lib\/theme|api\/(client|session|errors)|app\/pages)\.ts$|\/node_modules\/openapi-fetch\//.test(id)

export default defineConfig({
  plugins: [react(), tailwindcss(), preloadApp()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2023',
    // The page's policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files rather than fifty small ones: a slow line pays for each.
        codeSplitting: {
          groups: [
            { name: 'first', test: isFirst, priority: 3 },
            { name: 'react', test: /\/node_modules\/(react|react-dom|react-router|scheduler|@tanstack\/(query-core|react-query))\//, priority: 2 },
            { name: 'app', test: /\/web\/src\//, priority: 1, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    // The desk to develop against: beckon demo, or the one that is named.
    proxy: { '/api': process.env['BECKON_URL'] ?? 'http://127.0.0.1:8080' },
  },
  test: { include: ['src/**/*.test.ts'] },
})
