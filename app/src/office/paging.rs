//! Which page numbers stand under the list. Pure.

use shared::wire::PAGE_SIZE;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Page(u32),
    /// Pages left out here.
    Gap,
}

/// Number of the last page; 1 for an empty list.
pub const fn last_page(total: u32) -> u32 {
    let pages = total.div_ceil(PAGE_SIZE);
    if pages == 0 { 1 } else { pages }
}

/// First, last, the current one and its neighbours. A gap stands for two pages or more.
pub fn steps(current: u32, last: u32) -> Vec<Step> {
    let near = |page: u32| page == 1 || page == last || page.abs_diff(current) <= 1;
    let mut steps = Vec::new();
    let mut before = 0;
    for page in (1..=last).filter(|page| near(*page)) {
        match page - before {
            0 | 1 => {}
            2 => steps.push(Step::Page(page - 1)),
            _ => steps.push(Step::Gap),
        }
        steps.push(Step::Page(page));
        before = page;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(current: u32, last: u32) -> String {
        let word = |step: Step| match step {
            Step::Page(page) => page.to_string(),
            Step::Gap => "…".to_string(),
        };
        steps(current, last).into_iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn page_numbers_are_few_and_leave_no_single_page_out() {
        let cases = [
            (1, 1, "1"),
            (1, 3, "1 2 3"),
            (1, 400, "1 2 … 400"),
            (3, 400, "1 2 3 4 … 400"),
            (4, 400, "1 2 3 4 5 … 400"),
            (5, 400, "1 … 4 5 6 … 400"),
            (397, 400, "1 … 396 397 398 399 400"),
            (400, 400, "1 … 399 400"),
            (3, 5, "1 2 3 4 5"),
            (900, 5, "1 … 5"),
        ];
        for (current, last, expected) in cases {
            assert_eq!(line(current, last), expected, "page {current} of {last}");
        }
    }

    #[test]
    fn the_last_page_holds_the_rest() {
        assert_eq!([0, 1, 50, 51, 20_000].map(last_page), [1, 1, 1, 2, 400]);
    }
}
