{{- define "chirp.service-account" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "chirp.metadata" . | nindent 2 }}
  {{- with .values.serviceAccount.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end }}

{{/* Without a port of its own a workload is found by Prometheus alone, so it needs no address. */}}
{{- define "chirp.kube-service" -}}
apiVersion: v1
kind: Service
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  {{- if not .shape.published }}
  clusterIP: None
  {{- end }}
  selector: {{- include "chirp.selector" . | nindent 4 }}
  ports:
    {{- range .shape.published }}
    - {name: {{ . }}, port: {{ get $.shape.ports . }}, targetPort: {{ . }}, appProtocol: http}
    {{- end }}
    - {name: management, port: {{ .shape.management }}, targetPort: management, appProtocol: http}
{{- end }}

{{- define "chirp.service-monitor" -}}
{{- $monitoring := .root.Values.global.monitoring -}}
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "chirp.metadata" . | nindent 2 }}
    {{- with $monitoring.labels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  selector:
    matchLabels: {{- include "chirp.selector" . | nindent 6 }}
  # The label service is the meters' own; Prometheus would rename it.
  endpoints:
    - {port: management, path: /metrics, interval: {{ $monitoring.interval }}, scrapeTimeout: {{ $monitoring.timeout }}, honorLabels: true}
{{- end }}

{{/* Everything that one workload is made of. */}}
{{- define "chirp.workload" -}}
{{- include "chirp.checks" . }}
{{- include "chirp.service-account" . }}
---
{{ include "chirp.kube-service" . }}
---
{{ include "chirp.deployment" . }}
{{- if .values.autoscaling.hpa.enabled }}
---
{{ include "chirp.hpa" . }}
{{- end }}
{{- if .values.autoscaling.keda.enabled }}
---
{{ include "chirp.scaled-object" . }}
{{- end }}
{{- if .values.pdb.enabled }}
---
{{ include "chirp.pdb" . }}
{{- end }}
{{- if .root.Values.global.networkPolicy.enabled }}
---
{{ include "chirp.network-policy" . }}
{{- end }}
{{- if .root.Values.global.mesh.enabled }}
---
{{ include "chirp.peer-authentication" . }}
{{- end }}
{{- if .root.Values.global.monitoring.enabled }}
---
{{ include "chirp.service-monitor" . }}
{{- end }}
{{- end }}

{{- define "chirp.require-umbrella" -}}
{{- if not (default dict .Values.global).kafka }}
{{- fail (printf "%s shares its global values with the other services: install the chart chirp-neighbor." .Chart.Name) }}
{{- end }}
{{- end }}

{{/* (list $ name values): a workload's shape, which is YAML; an error in it is told instead of swallowed. */}}
{{- define "chirp.one" -}}
{{- $root := index . 0 }}{{ $name := index . 1 }}{{ $values := index . 2 -}}
{{- include "chirp.require-umbrella" $root }}
{{- $shape := include (printf "%s.shape" $name) (dict "root" $root "values" $values) | fromYaml }}
{{- with $shape.Error }}{{ fail (printf "%s.shape: %s" $name .) }}{{ end }}
{{- include "chirp.workload" (dict "root" $root "name" $name "values" $values "shape" (merge $shape (dict "ports" dict))) }}
{{- end }}
