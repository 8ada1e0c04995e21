# One image for every process; the command says which: node dist/apps/<name>/main.js
FROM node:20-slim AS build
WORKDIR /srv/loopline
# Packages first: this layer is used again while the lock file stays the same.
COPY package.json package-lock.json .npmrc ./
COPY scripts/prepare.mjs scripts/
RUN node --input-type=module --eval "await (await import('./scripts/prepare.mjs')).install()"
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production LOOPLINE_DATA=/data
WORKDIR /srv/loopline
COPY --from=build /srv/loopline/package.json /srv/loopline/LICENSE /srv/loopline/NOTICE ./
COPY --from=build /srv/loopline/node_modules ./node_modules
COPY --from=build /srv/loopline/dist ./dist
# A new volume mounted at /data belongs to the user that runs.
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000
CMD ["node", "--enable-source-maps", "dist/apps/loopline/main.js"]
