//! `resources.<name>` of a workload.

use score_yaml::{Node, NodeData, OrderedMap, Scalar, ScalarValue, Value, map_with_capacity};

use super::Check;
use super::object::{Object, Path};
use crate::model::{Located, ParamSpan, Resource, ResourceId, ResourceType};
use crate::placeholder::TemplateValue;

impl Check<'_> {
    pub(super) fn resource(&mut self, name: &str, node: &Node, path: Path<'_>) -> Option<Resource> {
        let what = format!("resource `{name}`");
        let object = Object::read(node, path, what, &["type", "class", "id", "metadata", "params"], self)?;
        let kind =
            object.required("type", self).and_then(|node| self.resource_type(node, path.key("type"), "type"));
        let class =
            object.optional("class").and_then(|node| self.resource_type(node, path.key("class"), "class"));
        let id = object.optional("id").and_then(|node| {
            let here = path.key("id");
            let text = self.text(node, here)?;
            self.named(text, here, "resource id", ResourceId::new, str::to_ascii_lowercase)
        });
        let metadata =
            object.optional("metadata").and_then(|node| self.resource_metadata(node, path.key("metadata")));
        let mut param_spans = Vec::new();
        let params = object
            .optional("params")
            .and_then(|node| self.params(node, path.key("params"), &mut param_spans));
        Some(Resource { kind: kind?, class, id, metadata, params, param_spans })
    }

    fn resource_type(&mut self, node: &Node, path: Path<'_>, what: &str) -> Option<Located<ResourceType>> {
        let text = self.text(node, path)?;
        self.named(text, path, &format!("resource {what}"), ResourceType::new, str::to_owned)
    }

    fn resource_metadata(&mut self, node: &Node, path: Path<'_>) -> Option<Located<score_yaml::Mapping>> {
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, path, "`metadata`", "a mapping");
            return None;
        };
        for entry in entries {
            let here = path.key(entry.key.text().unwrap_or_default());
            if self.text_key(&entry.key, here) == Some("annotations") {
                self.annotations(&entry.value, here);
            }
        }
        match node.to_value() {
            Value::Mapping(map) => Some(Located::new(map, node.span)),
            _ => None,
        }
    }

    fn params(
        &mut self,
        node: &Node,
        path: Path<'_>,
        spans: &mut Vec<ParamSpan>,
    ) -> Option<Located<OrderedMap<String, TemplateValue>>> {
        let Some(entries) = node.as_mapping() else {
            self.wrong_type(node, path, "`params`", "a mapping");
            return None;
        };
        let mut params = map_with_capacity(entries.len());
        for entry in entries {
            let here = path.key(entry.key.text().unwrap_or_default());
            if let Some(key) = self.text_key(&entry.key, here) {
                params.insert(key.to_owned(), self.template_value(&entry.value));
                spans.push(ParamSpan { key: entry.key.span, value: entry.value.span });
            }
        }
        Some(Located::new(params, node.span))
    }

    /// A free-form value in which every text is a template.
    fn template_value(&self, node: &Node) -> TemplateValue {
        match &node.data {
            NodeData::Scalar(Scalar { value: ScalarValue::String, text, .. }) => {
                TemplateValue::Text(self.template_of(Located::new(text.clone(), node.span), node))
            }
            NodeData::Scalar(_) => TemplateValue::from_value(&node.to_value()),
            NodeData::Sequence(items) => {
                TemplateValue::Sequence(items.iter().map(|item| self.template_value(item)).collect())
            }
            NodeData::Mapping(entries) => TemplateValue::Mapping(
                entries
                    .iter()
                    .map(|entry| {
                        (entry.key.text().unwrap_or_default().to_owned(), self.template_value(&entry.value))
                    })
                    .collect(),
            ),
        }
    }
}
