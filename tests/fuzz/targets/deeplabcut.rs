#![no_main]

#[path = "fuzzer.rs"]
mod fuzzer;

fuzzer::target!(broken::readers::Kind::DeepLabCut);
