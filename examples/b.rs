#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
use gridscope::{train::*, model::Compute, preset::*};
fn main(){
  let a: Vec<String> = std::env::args().collect();
  let mut p = resolve(&a[1], None).unwrap();
  for s in &a[4..] { let (n,v)=s.split_once('=').unwrap(); p.params.set_text(n,v).unwrap(); }
  let pool = TrainingPool::new(Some(a[2].parse().unwrap())).unwrap();
  let c = if a[3]=="ref" {Compute::cpu_reference()} else {Compute::cpu()};
  println!("{}", serde_json::to_string(&bench(p, c, &pool, 40).unwrap()).unwrap());
}
