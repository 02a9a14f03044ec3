{{/* (list name board): a file of dashboards/ as Grafana reads it, three panels in a row. */}}
{{- define "chirp-neighbor.dashboard" -}}
{{- $board := last . -}}
{{- $source := dict "type" "prometheus" "uid" "${source}" -}}
{{- $panels := list -}}
{{- range $i, $panel := $board.panels -}}
{{- $targets := list -}}
{{- range $j, $query := $panel.queries -}}
{{- $targets = append $targets (dict "refId" (printf "%c" (add 65 $j)) "expr" $query.expr "legendFormat" $query.legend) -}}
{{- end -}}
{{- $panels = append $panels (dict
      "id" (add1 $i) "type" ($panel.type | default "timeseries") "title" $panel.title "datasource" $source "targets" $targets
      "gridPos" (dict "x" (mul 8 (mod $i 3)) "y" (mul 8 (div $i 3)) "w" 8 "h" 8)
      "fieldConfig" (dict "defaults" (dict "unit" $panel.unit "min" 0) "overrides" list)) -}}
{{- end -}}
{{- $namespaces := dict "name" "namespace" "type" "query" "datasource" $source "refresh" 2 "query" "label_values(process_uptime_seconds, namespace)" -}}
{{- dict "uid" (printf "chirp-%s" (first .)) "title" $board.title "description" $board.description "tags" (list "chirp-neighbor")
      "refresh" "30s" "schemaVersion" 39 "time" (dict "from" "now-3h" "to" "now")
      "templating" (dict "list" (list (dict "name" "source" "type" "datasource" "query" "prometheus") $namespaces))
      "panels" $panels | toPrettyJson }}
{{- end }}
