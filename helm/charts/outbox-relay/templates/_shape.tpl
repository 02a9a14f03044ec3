{{- define "outbox-relay.shape" -}}
{{- $root := .root -}}
management: 9005
# Lanes are handed over one after the other; three seconds are the thread's own.
stopSeconds: {{ add .values.drainSeconds 3 }}
calls: [postgres, kafka]
env:
  {{- include "chirp.env.database" (list $root "outbox-relay") | nindent 2 }}
  {{- include "chirp.env.kafka" $root | nindent 2 }}
  # Owns the event table and drops its old days.
  {{- include "chirp.env.secret" (list "RELAY_EVENT_MAINTENANCE_PASSWORD" $root.Values.global.database.existingSecret "maintenance") | nindent 2 }}
  {{- include "chirp.env.value" (list "RELAY_EVENT_RETENTION_DAYS" (int .values.eventRetentionDays)) | nindent 2 }}
  {{- include "chirp.env.value" (list "RELAY_LANE_HAND_OVER_TIMEOUT" (printf "%ds" (int .values.drainSeconds))) | nindent 2 }}
{{- end }}
