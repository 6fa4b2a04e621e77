# One image for every kind of node. The container's arguments select the services.
FROM node:26.10.0-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json ./
# Without the workspaces: no node uses the client. The image has Node. The npm package of Node is for machines with an
# older version and is not needed here.
RUN npm ci --omit=dev --workspaces=false && rm -rf node_modules/node node_modules/node-bin-*

# The pages: the tools that build them stay in this stage.
FROM node:26.10.0-bookworm-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false
COPY client ./client
COPY web ./web
RUN node web/build/build.ts

FROM node:26.10.0-bookworm-slim
ENV NODE_ENV=production NODE_COMPILE_CACHE=/app/.compiled
WORKDIR /app
COPY --from=modules /app/node_modules ./node_modules
COPY package.json moleculer.config.ts ./
COPY platform ./platform
COPY services ./services
COPY migrations ./migrations
COPY operators ./operators
COPY --from=pages /app/web/dist ./web/dist
RUN install -d -o node -g node /app/.data /app/.compiled
USER node
# A node that starts finds its code compiled, if it runs as this user. An emulated processor takes minutes for it, and
# what it writes is not for the real one: then the nodes compile their code themselves.
ARG BUILDPLATFORM TARGETPLATFORM
RUN [ "$BUILDPLATFORM" != "$TARGETPLATFORM" ] || node platform/node/compile.ts
# What nodes will run, they cannot change.
USER root
RUN chown -R root:root .compiled && chmod -R a+rX .compiled
USER node
EXPOSE 3000 3001 3030
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "node_modules/moleculer/bin/moleculer-runner.js", "--config", "moleculer.config.ts"]
# All services in one process. In a cluster, for example: services/api/api.service.ts
CMD ["--mask", "**/*.service.ts", "services"]
