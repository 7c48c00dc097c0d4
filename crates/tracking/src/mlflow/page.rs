//! Pages of what is found: a page's token is the number of what comes first on it.

use serde_json::{Map, Value};

use super::filter::{Filter, Order, Searched};
use super::json::{integer, items, text};
use super::refusal::{Answer, Refusal};

/// How much a page has at most. Clients that do not ask for pages get all at once.
const MOST: usize = 1000;

/// Searches as the arguments `filter` and `order_by` say, and answers a page of it under a name.
pub(super) fn search<'a, T: Searched + 'a>(
    arguments: &Value,
    name: &str,
    all: impl Iterator<Item = &'a T>,
    shown: impl Fn(&T) -> Value,
) -> Answer {
    let filter = Filter::parse(&text(arguments, "filter"))?;
    let mut found: Vec<&T> = all.filter(|searched| filter.holds(*searched)).collect();
    let order = order(arguments)?;
    found.sort_by(|left, right| order.compare(*left, *right));
    page(arguments, name, &found, |searched| shown(searched))
}

/// Answers a page of what was found.
pub(super) fn page<T>(arguments: &Value, name: &str, all: &[T], shown: impl Fn(&T) -> Value) -> Answer {
    let from = match &*text(arguments, "page_token") {
        "" => 0,
        token => token.parse().map_err(|_| Refusal::invalid("There is no such page."))?,
    };
    let wanted = integer(arguments, "max_results").and_then(|most| usize::try_from(most).ok());
    let most = wanted.filter(|most| *most > 0).map_or(usize::MAX, |most| most.min(MOST));
    let rest = all.get(from..).unwrap_or_default();
    let found: Value = rest.iter().take(most).map(shown).collect();
    let mut answer = Map::from_iter([(name.to_string(), found)]);
    if rest.len() > most {
        answer.insert("next_page_token".into(), from.saturating_add(most).to_string().into());
    }
    Ok(answer.into())
}

/// The order that was asked for: texts, or for logged models objects.
fn order(arguments: &Value) -> Result<Order, Refusal> {
    let mut order = Order::default();
    for by in items(arguments, "order_by") {
        if let Value::String(by) = by {
            order.add(by)?;
        } else {
            let ascends = by.get("ascending").and_then(Value::as_bool).unwrap_or(true);
            order.add(&format!("{} {}", text(by, "field_name"), if ascends { "ASC" } else { "DESC" }))?;
        }
    }
    Ok(order)
}
