{{/* /classify asks for no credentials and stays at loopback: nobody calls it in a cluster. */}}
{{- define "classify-worker.shape" -}}
{{- $root := .root }}{{ $pack := .values.pack -}}
management: 9001
storage: true
# Captures that are being handled (20 s), the consumer's three farewells (15 s), /classify (10 s).
stopSeconds: 45
lag: {group: classify-worker, topic: chirp.capture.accepted.v1}
calls: [postgres, kafka]
{{- if $pack.existingClaim }}
volumes:
  - name: pack
    persistentVolumeClaim: {claimName: {{ $pack.existingClaim }}, readOnly: true}
mounts:
  - {name: pack, mountPath: /var/lib/chirp/packs, readOnly: true}
{{- end }}
env:
  {{- include "chirp.env.database" (list $root "classify-worker") | nindent 2 }}
  {{- include "chirp.env.kafka" $root | nindent 2 }}
  {{- include "chirp.env.storage" $root | nindent 2 }}
  {{- if $pack.existingClaim }}
  {{- include "chirp.env.value" (list "CHIRP_CLASSIFY_PACK" (printf "/var/lib/chirp/packs/%s" $pack.folder)) | nindent 2 }}
  {{- end }}
{{- end }}
