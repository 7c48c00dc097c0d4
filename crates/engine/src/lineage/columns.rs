//! The columns of a picture: in which one each node is, in which order, and how far from the top.

use std::collections::VecDeque;
use std::ops::Range;

use super::layout::{GAPS, MARGIN, SIZE};

/// The height of a lane, and how many pieces of lanes there may be. If there are more, far edges go straight.
const LANE: f64 = 8.0;
const MOST_LANES: usize = 20_000;
/// How often nodes are ordered, and moved towards what they are connected with.
const ROUNDS: usize = 8;

/// Nodes and pieces of lanes in columns. An item is a node if its number is that of one.
pub(super) struct Columns {
    /// The column of each item.
    columns: Vec<usize>,
    /// The distance of each item from the top.
    tops: Vec<f64>,
    /// The lane of each node: its items, one per column, beginning after its own.
    lanes: Vec<Range<usize>>,
    /// The distances from the top of the middles of lanes, by item; nodes have 0.
    middles: Vec<f64>,
}

/// What is arranged.
struct Items {
    count: usize,
    /// The items of each column, from the top.
    order: Vec<Vec<usize>>,
    /// With what each item is connected in the column before, and after.
    links: [Vec<Vec<usize>>; 2],
    tops: Vec<f64>,
}

impl Columns {
    /// Arranges so many nodes, between which there are these edges.
    pub(super) fn of(count: usize, edges: &[(usize, usize)]) -> Self {
        let mut columns = columns_of(count, edges);
        let mut far = columns.clone();
        for (from, to) in edges {
            far[*from] = far[*from].max(columns[*to]);
        }
        let wanted = |node: usize| (columns[node] + 1)..far[node];
        let are_few = (0..count).map(|node| wanted(node).len()).sum::<usize>() <= MOST_LANES;
        let spans: Vec<Range<usize>> =
            (0..count).map(|node| if are_few { wanted(node) } else { 0..0 }).collect();
        let mut lanes = Vec::with_capacity(count);
        for span in spans {
            let first = columns.len();
            columns.extend(span);
            lanes.push(first..columns.len());
        }
        let mut items = Items::of(count, &columns);
        for (node, lane) in lanes.iter().enumerate() {
            let mut before = node;
            for item in lane.clone() {
                items.link(before, item);
                before = item;
            }
        }
        for (from, to) in edges {
            let steps = columns[*to].saturating_sub(columns[*from] + 1);
            let last = if are_few && steps > 0 { lanes[*from].start + steps - 1 } else { *from };
            items.link(last, *to);
        }
        let tops = items.arranged();
        let middles = (0..columns.len()).map(|item| if item < count { 0.0 } else { tops[item] + LANE / 2.0 });
        Self { middles: middles.collect(), columns, tops, lanes }
    }

    /// The column of a node, from 0.
    pub(super) fn column(&self, node: usize) -> usize {
        self.columns[node]
    }

    /// How far a node is from the top.
    pub(super) fn top(&self, node: usize) -> f64 {
        self.tops[node]
    }

    /// How far the lane of a node is from the top in a column; `None`: it has none there.
    pub(super) fn lane(&self, node: usize, column: usize) -> Option<f64> {
        let place = column.checked_sub(self.columns[node] + 1)?;
        self.lanes[node].clone().nth(place).map(|item| self.middles[item])
    }

    /// All lanes: the node, and how far each piece is from the top.
    pub(super) fn lanes(&self) -> impl Iterator<Item = (usize, &[f64])> {
        let lanes = self.lanes.iter().cloned().enumerate().filter(|(_, lane)| !lane.is_empty());
        lanes.map(|(node, lane)| (node, &self.middles[lane]))
    }
}

/// The column of each node: after those of all that lead to it. What nothing leads to is as far to the right as it can be.
/// Nodes in a circle, which only forged files can make, are put wherever they come.
fn columns_of(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let (mut columns, mut open, mut below) = (vec![0_usize; count], vec![0; count], vec![Vec::new(); count]);
    for (from, to) in edges {
        open[*to] += 1;
        below[*from].push(*to);
    }
    let is_source: Vec<bool> = open.iter().map(|open| *open == 0).collect();
    let mut ready: VecDeque<usize> = (0..count).filter(|node| is_source[*node]).collect();
    while let Some(node) = ready.pop_front() {
        for to in &below[node] {
            columns[*to] = columns[*to].max(columns[node] + 1);
            open[*to] -= 1;
            if open[*to] == 0 {
                ready.push_back(*to);
            }
        }
    }
    for node in (0..count).filter(|node| is_source[*node]) {
        if let Some(first) = below[node].iter().map(|to| columns[*to]).min() {
            columns[node] = first.saturating_sub(1);
        }
    }
    columns
}

impl Items {
    fn of(count: usize, columns: &[usize]) -> Self {
        let mut order = vec![Vec::new(); columns.iter().max().map_or(0, |last| last + 1)];
        for (item, column) in columns.iter().enumerate() {
            order[*column].push(item);
        }
        let none = vec![Vec::new(); columns.len()];
        Self { count, order, links: [none.clone(), none], tops: vec![0.0; columns.len()] }
    }

    fn link(&mut self, left: usize, right: usize) {
        self.links[1][left].push(right);
        self.links[0][right].push(left);
    }

    fn height(&self, item: usize) -> f64 {
        if item < self.count { SIZE.1 } else { LANE }
    }

    /// The distance of each item from the top.
    fn arranged(mut self) -> Vec<f64> {
        (0..self.order.len()).for_each(|column| self.stack(column));
        for round in 0..ROUNDS {
            self.each_column(round, |items, column, side| {
                let wish = |item: usize| items.wish(item, side).unwrap_or(items.tops[item]);
                let mut ordered = items.order[column].clone();
                ordered.sort_by(|a, b| wish(*a).total_cmp(&wish(*b)));
                items.order[column] = ordered;
                items.stack(column);
            });
        }
        for round in 0..ROUNDS {
            self.each_column(round, Self::pull);
        }
        let highest = self.tops.iter().copied().fold(f64::INFINITY, f64::min);
        self.tops.iter().map(|top| top - highest + MARGIN).collect()
    }

    /// From left to right by what is before, and back by what is after.
    fn each_column(&mut self, round: usize, mut act: impl FnMut(&mut Self, usize, usize)) {
        let count = self.order.len();
        for step in 0..count {
            match round % 2 {
                0 => act(self, step, 0),
                _ => act(self, count - 1 - step, 1),
            }
        }
    }

    /// Puts a column together from the top, around the middle that all columns share.
    fn stack(&mut self, column: usize) {
        let items = &self.order[column];
        let heights: f64 = items.iter().map(|item| self.height(*item) + GAPS.1).sum();
        let mut next = -heights / 2.0;
        for item in items {
            self.tops[*item] = next;
            next += self.height(*item) + GAPS.1;
        }
    }

    /// Where an item would have to be to lie amid those that it is connected with on one side.
    fn wish(&self, item: usize, side: usize) -> Option<f64> {
        let linked = &self.links[side][item];
        let middles = linked.iter().map(|other| self.tops[*other] + self.height(*other) / 2.0).sum::<f64>();
        (!linked.is_empty()).then(|| middles / linked.len() as f64 - self.height(item) / 2.0)
    }

    /// Moves the items of a column to where they would have to be, as far as there is room in their order.
    fn pull(&mut self, column: usize, side: usize) {
        let items = std::mem::take(&mut self.order[column]);
        let wishes: Vec<f64> =
            items.iter().map(|item| self.wish(*item, side).unwrap_or(self.tops[*item])).collect();
        // As a whole, they are no further down than they wish.
        let (mut next, mut places) = (f64::NEG_INFINITY, Vec::with_capacity(items.len()));
        for (item, wish) in items.iter().zip(&wishes) {
            let top = wish.max(next);
            next = top + self.height(*item) + GAPS.1;
            places.push(top);
        }
        let excess = places.iter().zip(&wishes).map(|(top, wish)| top - wish).sum::<f64>();
        let excess = excess / items.len().max(1) as f64;
        for (item, top) in items.iter().zip(places) {
            self.tops[*item] = top - excess;
        }
        self.order[column] = items;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two versions would be drawn over each other, or an arrow would point from a version to what it was made of.
    #[test]
    fn nothing_overlaps_and_everything_is_right_of_what_it_came_from() {
        let mut random = testkit::Random::new(7);
        for count in [1, 2, 10, 100, 400] {
            let edges: Vec<(usize, usize)> = (1..count)
                .flat_map(|to| {
                    [(random.below(to as u64) as usize, to), (random.below(to as u64) as usize, to)]
                })
                .collect();
            let columns = Columns::of(count, &edges);
            for (from, to) in &edges {
                assert!(columns.column(*from) < columns.column(*to), "{from} {to}");
            }
            let mut boxes: Vec<(usize, f64)> =
                (0..count).map(|node| (columns.column(node), columns.top(node))).collect();
            boxes.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for pair in boxes.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                assert!(pair[0].1 + SIZE.1 <= pair[1].1 + 0.01, "{pair:?}");
            }
            assert!(boxes.iter().all(|(_, top)| *top >= MARGIN - 0.01));
        }
    }

    /// The page of a project with a forged run would hang.
    #[test]
    fn a_circle_is_drawn_somehow() {
        let columns = Columns::of(3, &[(0, 1), (1, 2), (2, 1)]);
        assert!((0..3).all(|node| columns.top(node).is_finite() && columns.column(node) < 3));
    }
}
