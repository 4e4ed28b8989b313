//! What is to be special about an application: warnings, missing evidence, versions.

use crate::places::School;
use crate::random::Random;

/// How much evidence is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Two to six files, as schools send them.
    Full,
    /// The signed declaration and nothing else; all other evidence is links.
    Small,
}

/// How much of the evidence arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrives {
    All,
    /// All but the last file, as when a telephone loses its connection for good.
    AllButOne,
    Nothing,
}

pub struct Traits {
    pub old_policy: bool,
    pub other_province: bool,
    pub few_indicators: bool,
    pub unused_evidence: bool,
    pub arrives: Arrives,
    pub two_versions: bool,
}

/// Of a hundred applications.
const WITH_WARNINGS: u64 = 34;
const WITH_SECOND_WARNING: u64 = 20;
const WITHOUT_EVIDENCE: u64 = 7;
const WITHOUT_LAST_FILE: u64 = 6;
const IN_TWO_VERSIONS: u64 = 12;

impl Traits {
    pub fn new(random: &mut Random, school: &School) -> Self {
        let arrives = match random.below(100) as u64 {
            at if at < WITHOUT_EVIDENCE => Arrives::Nothing,
            at if at < WITHOUT_EVIDENCE + WITHOUT_LAST_FILE => Arrives::AllButOne,
            _ => Arrives::All,
        };
        let two_versions = random.chance(IN_TWO_VERSIONS);
        let mut traits = Self {
            old_policy: false,
            other_province: false,
            few_indicators: false,
            unused_evidence: false,
            arrives,
            two_versions,
        };
        let mut warnings = 0;
        if random.chance(WITH_WARNINGS) {
            warnings = 1 + u64::from(random.chance(WITH_SECOND_WARNING));
        }
        for _ in 0..warnings {
            match random.below(4) {
                0 if school.is_spanish() => traits.other_province = true,
                0 | 1 => traits.old_policy = true,
                2 => traits.few_indicators = true,
                _ => traits.unused_evidence = true,
            }
        }
        traits
    }
}
