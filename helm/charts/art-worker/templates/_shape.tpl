{{/* /generate asks for no credentials and stays at loopback: nobody calls it in a cluster. */}}
{{- define "art-worker.shape" -}}
{{- $root := .root -}}
management: 9002
storage: true
# Orders that are being handled (20 s), the consumer's three farewells (15 s), the sweeper (10 s), /generate (10 s).
stopSeconds: 55
lag: {group: art-worker, topic: chirp.art.requested.v1}
calls: [postgres, kafka]
env:
  {{- include "chirp.env.database" (list $root "art-worker") | nindent 2 }}
  {{- include "chirp.env.kafka" $root | nindent 2 }}
  {{- include "chirp.env.storage" $root | nindent 2 }}
{{- end }}
