//! Work of very different sizes, shared out between threads so that none is left with a long piece at the end.

use rayon::prelude::*;

/// Runs every item of `items`, given in the order in which they are begun (the longest first): each thread takes the
/// next one when it is free. Results are in that order, too.
pub(crate) fn run<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let numbered = items.iter().enumerate().par_bridge();
    let mut results: Vec<(usize, R)> = numbered
        .map(|(number, item)| (number, work(item)))
        .collect();
    results.sort_unstable_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1_000).collect();
        assert_eq!(super::run(&items, |item| *item), items);
        assert!(super::run::<u32, u32>(&[], |item| *item).is_empty());
    }
}
