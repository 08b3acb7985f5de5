//! temp
use foretell::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&a[1]).unwrap();
    let text = scenario::admit(&bytes).map_err(|e| e.diagnostic("x")).unwrap();
    let mut sources = diagnostic::Sources::default();
    let file = sources.add(a[1].clone(), text);
    let (sc, mut faults) = scenario::read(&sources, file);
    let t0 = std::time::Instant::now();
    let model = model::compile(&sc);
    if let Err(f) = &model { faults.extend(f.clone()); }
    if !faults.is_empty() { eprintln!("{}", diagnostic::render_plain(&faults, &sources)); std::process::exit(3); }
    let model = model.unwrap();
    let s = model::Supposition::default();
    let n: u64 = a.get(2).map_or(1_000_000, |n| n.parse().unwrap());
    let plan = engine::Plan { trials: n, seed: 0, threads: 0, questions: None, timelines: true };
    let b = model::bind(&model);
    let t1 = std::time::Instant::now();
    let tally = engine::run(&model, &b, &s, &plan, &|_| {});
    match tally {
        Ok(t) => {
            let f = forecast::summarise(&model, &s, &plan, &t);
            let d = report::present(&f, report::Detail::default());
            println!("{}", report::terminal::render(&d));
        }
        Err(e) => eprintln!("{}", diagnostic::render_plain(&[e], &sources)),
    }
    eprintln!("compile {:?} run {:?}", t1 - t0, t1.elapsed());
}
