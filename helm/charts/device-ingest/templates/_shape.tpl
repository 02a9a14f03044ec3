{{- define "device-ingest.env" -}}
{{- $root := .root }}
{{- include "chirp.env.database" (list $root "device-ingest") }}
{{ include "chirp.env.kafka" $root }}
{{ include "chirp.env.redis" $root }}
{{ include "chirp.env.storage" $root }}
{{ include "chirp.env.jwks" $root }}
{{ include "chirp.env.value" (list "CHIRP_INTAKE_ADDRESS" (printf "dns:///%s-api-gateway-intake:9090" $root.Release.Name)) }}
# Frames in plain text are for one machine.
{{ include "chirp.env.value" (list "CHIRP_INGEST_FRAMES_PORT" "-1") }}
{{- end }}

{{- define "device-ingest.shape" -}}
{{- $root := .root }}{{ $frames := .values.frames -}}
ports:
  http: 8004
  {{- if $frames.enabled }}
  frames: 8701
  {{- end }}
published: [http]
management: 9004
storage: true
# Complete clips of devices, then requests (10 s)
stopSeconds: {{ add .values.drainSeconds 10 (.values.merge.enabled | ternary 0 35) }}
calls: [postgres, kafka, redis, "api-gateway:8010", "api-gateway:9090"]
callers:
  - {from: ingress, port: 8004}
  {{- if $frames.enabled }}
  - {from: devices, port: 8701}
  {{- end }}
{{- if $frames.enabled }}
volumes:
  - name: tls
    projected:
      defaultMode: 0440
      sources:
        - secret: {name: {{ $frames.tls.existingSecret }}, items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]}
        {{- with $frames.tls.ticketSecret }}
        - secret: {name: {{ . }}, items: [{key: ticket, path: ticket}]}
        {{- end }}
        {{- with $frames.tls.deviceAuthoritiesSecret }}
        - secret: {name: {{ . }}, items: [{key: ca.crt, path: ca.crt}]}
        {{- end }}
mounts:
  - {name: tls, mountPath: /etc/chirp/tls, readOnly: true}
{{- end }}
env:
  {{- include "device-ingest.env" . | nindent 2 }}
  {{- include "chirp.env.value" (list "SERVER_ADDRESS" "0.0.0.0") | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_STREAM_FAREWELL_TIMEOUT" (printf "%ds" (int .values.drainSeconds))) | nindent 2 }}
  {{- if .values.merge.enabled }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_UPLOAD_MERGE" "false") | nindent 2 }}
  {{- end }}
  {{- if $frames.enabled }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_TLS_CERTIFICATE" "/etc/chirp/tls/tls.crt") | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_TLS_KEY" "/etc/chirp/tls/tls.key") | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_TLS_TLS12" $frames.tls.tls12) | nindent 2 }}
  {{- if $frames.tls.ticketSecret }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_TLS_TICKET_SECRET" "/etc/chirp/tls/ticket") | nindent 2 }}
  {{- end }}
  {{- if $frames.tls.deviceAuthoritiesSecret }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_TLS_DEVICE_AUTHORITIES" "/etc/chirp/tls/ca.crt") | nindent 2 }}
  {{- end }}
  {{- end }}
{{- end }}

{{/* The role that joins the pieces of long recordings: no device and no client finds it. */}}
{{- define "device-ingest-merge.shape" -}}
{{- $root := .root -}}
management: 9004
storage: true
# Merges that are under way (20 s), the consumer's three farewells (15 s), HTTP that nobody uses (10 s).
stopSeconds: 45
lag: {group: device-ingest.merge, topic: chirp.upload.completed.v1}
calls: [postgres, kafka, redis, "api-gateway:8010", "api-gateway:9090"]
env:
  {{- include "device-ingest.env" . | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_INGEST_UPLOAD_MERGE" "true") | nindent 2 }}
{{- end }}
