{{/* A workload is (dict "root" $ "name" "api-gateway" "values" .Values "shape" (its ports, environment, calls …)). */}}

{{- define "chirp.fullname" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{/* What never changes between two versions: a Deployment's selector cannot. */}}
{{- define "chirp.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "chirp.labels" -}}
{{ include "chirp.selector" . }}
app.kubernetes.io/part-of: chirp-neighbor
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "chirp.metadata" -}}
name: {{ include "chirp.fullname" . }}
namespace: {{ .root.Release.Namespace }}
labels: {{- include "chirp.labels" . | nindent 2 }}
{{- end }}

{{/* (dict "root" $ "repository" …) and, where a workload has its own, "tag" and "digest". */}}
{{- define "chirp.image" -}}
{{- $image := .root.Values.global.image -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository -}}
{{- with .digest }}@{{ . }}{{ else }}:{{ .tag | default $image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}
