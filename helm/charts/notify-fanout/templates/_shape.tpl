{{- define "notify-fanout.shape" -}}
{{- $root := .root -}}
ports: {http: 8003}
published: [http]
management: 9003
# The sockets, then the server (5 s) and the feed (5 s).
stopSeconds: {{ add .values.drainSeconds 10 }}
calls: [postgres, kafka, redis, "api-gateway:8010"]
callers:
  - {from: ingress, port: 8003}
  - {from: smoke, port: 8003}
env:
  {{- include "chirp.env.database" (list $root "notify-fanout") | nindent 2 }}
  {{- include "chirp.env.kafka" $root | nindent 2 }}
  {{- include "chirp.env.redis" $root | nindent 2 }}
  {{- include "chirp.env.jwks" $root | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_FANOUT_SOCKET_PER_INSTANCE" (int .values.maxSockets)) | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_FANOUT_SOCKET_DRAIN_PER_SECOND" (int .values.drainPerSecond)) | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_FANOUT_SOCKET_DRAIN_TIMEOUT" (printf "%ds" (int .values.drainSeconds))) | nindent 2 }}
  {{- with .values.allowedOrigins }}
  {{- include "chirp.env.value" (list "CHIRP_FANOUT_SOCKET_ALLOWED_ORIGINS" (join "," .)) | nindent 2 }}
  {{- end }}
{{- end }}
