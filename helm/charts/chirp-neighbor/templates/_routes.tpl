{{/* Which service answers a path; the longest prefix wins. The same table as that of chirp's front. Some hold sockets. */}}
{{- define "chirp-neighbor.routes" -}}
- {service: notify-fanout, port: 8003, sockets: true, paths: [/ws]}
- {service: device-ingest, port: 8004, sockets: true, paths: [/ingest, /api/v1/files, /api/v1/tus]}
- {service: api-gateway, port: 8010, sockets: false, paths: [/]}
{{- end }}

{{- define "chirp-neighbor.labels" -}}
app.kubernetes.io/name: chirp-neighbor
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: chirp-neighbor
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "chirp-neighbor.metadata" -}}
{{- $root := first . -}}
name: {{ $root.Release.Name }}-{{ last . }}
namespace: {{ $root.Release.Namespace }}
labels: {{- include "chirp-neighbor.labels" $root | nindent 2 }}
{{- end }}
