{{/*
(list $ text): a file of alerts/ as Prometheus reads it. $namespace is the release's, $deviceIngestCores what an instance of
device-ingest asks for; what names $service is asked for each service of the release.
*/}}
{{- define "chirp-neighbor.rules" -}}
{{- $root := first . -}}
{{- $values := $root.Values.AsMap -}}
{{- $services := list -}}
{{- range list "api-gateway" "outbox-relay" "classify-worker" "art-worker" "notify-fanout" "device-ingest" -}}
{{- if dig . "enabled" true $values -}}
{{- $services = append $services . -}}
{{- end -}}
{{- end -}}
{{- $cpu := dig "device-ingest" "resources" "requests" "cpu" 1 $values | toString -}}
{{- $cores := hasSuffix "m" $cpu | ternary (divf (trimSuffix "m" $cpu) 1000) (trimSuffix "m" $cpu) -}}
{{- $spec := last . | replace "$namespace" $root.Release.Namespace | replace "$deviceIngestCores" (toString $cores) | fromYaml -}}
{{- range $group := $spec.groups -}}
{{- range $rule := $group.rules -}}
{{- if contains "$service" $rule.expr -}}
{{- $each := list -}}
{{- range $services -}}
{{- $each = append $each (replace "$service" . $rule.expr) -}}
{{- end -}}
{{- $_ := set $rule "expr" (join "\n  or " $each) -}}
{{- end -}}
{{- if and $rule.alert $root.Values.global.monitoring.runbookUrl -}}
{{- $_ := set $rule.annotations "runbook_url" (printf "%s/%s.md" (trimSuffix "/" $root.Values.global.monitoring.runbookUrl) $rule.labels.runbook) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $spec -}}
{{- end }}
