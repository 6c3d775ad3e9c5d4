//! A study as a job array of a real Slurm: one node, this machine, with daemons and ports of its own.

use super::sandbox::Sandbox;
use super::study::{reproducible, table};
use crate::support::{root, skip};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(2);

/// Both daemons; they end with it.
struct Slurm {
    conf: PathBuf,
    daemons: Vec<Child>,
}

impl Drop for Slurm {
    fn drop(&mut self) {
        for daemon in &mut self.daemons {
            let _ = daemon.kill(); // one that has ended needs no more
            let _ = daemon.wait();
        }
    }
}

fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Why no Slurm can run here.
fn missing() -> Option<&'static str> {
    let is_root = output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let has = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    match () {
        () if !["slurmctld", "slurmd", "sbatch"].into_iter().all(has) => Some("Slurm is not installed"),
        () if !is_root => Some("its daemons need root"),
        () => None,
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it is bound").port()
}

impl Slurm {
    /// Begins both daemons in a folder of the sandbox.
    fn begin(sandbox: &Sandbox) -> Self {
        for name in ["slurm", "slurm/state", "slurm/spool"] {
            std::fs::create_dir(sandbox.path(name)).expect("the sandbox can be written");
        }
        let host = output(&mut Command::new("hostname")).expect("a machine has a name");
        let host = host.split('.').next().unwrap_or_default();
        let at = |name: &str| sandbox.path(&format!("slurm/{name}")).display().to_string();
        let conf = format!(
            "ClusterName=one\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={}\nSlurmdPort={}\nAuthType=auth/none\nAuthInfo=cred_expire=5\n\
             CredType=cred/none\nSlurmUser=root\nStateSaveLocation={}\nSlurmdSpoolDir={}\nSlurmctldPidFile={}\n\
             SlurmdPidFile={}\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSelectType=select/cons_tres\n\
             SelectTypeParameters=CR_Core\nSchedulerParameters=batch_sched_delay=0,sched_interval=1\nReturnToService=2\n\
             MpiDefault=none\nKillWait=1\nNodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\n\
             PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n",
            free_port(),
            free_port(),
            at("state"),
            at("spool"),
            at("slurmctld.pid"),
            at("slurmd.pid"),
        );
        let conf = sandbox.path(&sandbox.write("slurm/slurm.conf", &conf));
        let daemon = |program: &str| {
            let log = std::fs::File::create(at(&format!("{program}.txt"))).expect("the sandbox can be written");
            Command::new(program)
                .args(["-D", "-c"])
                .env("SLURM_CONF", &conf)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .expect("it is installed")
        };
        let daemons = vec![daemon("slurmctld"), daemon("slurmd")];
        let slurm = Self { conf, daemons };
        slurm.wait("the node to be idle", || {
            slurm.ask("sinfo", &["-h", "-o", "%t"]).is_some_and(|state| state == "idle")
        });
        slurm
    }

    fn ask(&self, program: &str, args: &[&str]) -> Option<String> {
        output(Command::new(program).args(args).env("SLURM_CONF", &self.conf))
    }

    #[track_caller]
    fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        let began = Instant::now();
        while !is_so() {
            let queue = || self.ask("squeue", &["-h"]).unwrap_or_default();
            assert!(began.elapsed() < PATIENCE, "waited for {what}; the queue: {}", queue());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn submit(&self, sandbox: &Sandbox, options: &[&str], more: &[&str]) -> String {
        let script = root().join("assets/study/slurm.sh");
        let mut command = sandbox.program(&[]);
        let program = command.get_program().to_owned();
        command = Command::new("sbatch");
        command
            .args(["--parsable", "--output", "slurm/%A-%a.txt"])
            .args(options)
            .arg(script)
            .args(["study.ron", "parts"])
            .args(more)
            .current_dir(sandbox.path(""))
            .env("SLURM_CONF", &self.conf)
            .env("GRIDSCOPE", program)
            .env("HOME", sandbox.path(""));
        output(&mut command).expect("it is taken")
    }
}

/// Kills the worker of a task without a warning; `false` where there is none.
fn kill_worker(index: &str) -> bool {
    let pattern = format!("study study.ron --out parts .*--array-index {index} ");
    Command::new("pkill").args(["-KILL", "-f", &pattern]).status().is_ok_and(|status| status.success())
}

#[test]
fn an_array_with_a_killed_worker_makes_the_table_of_one_machine() {
    if let Some(why) = missing() {
        skip("slurm", why);
        return;
    }
    let sandbox = Sandbox::new();
    let groups = "groups: [(preset: \"instant\", steps: 200, vary: [(\"sigma_g\", [0.3, 0.5])])]";
    let head = "version: 1, title: \"On a cluster\", seeds: [1, 2], arena_m: 1.0, look_every: 20";
    sandbox.write("study.ron", &format!("({head}, {groups})"));
    let slurm = Slurm::begin(&sandbox);
    let array = slurm.submit(&sandbox, &["--array=0-3"], &[]);
    let looked = || {
        let rows = std::fs::read_dir(sandbox.path("parts/rows"));
        rows.is_ok_and(|rows| rows.flatten().any(|row| row.file_name().to_string_lossy().ends_with(".looks.json")))
    };
    slurm.wait("a row to be in the middle", looked);
    let killed = ["0", "1"].into_iter().find(|index| kill_worker(index));
    assert!(killed.is_some(), "a worker was there: {:?}", slurm.ask("squeue", &[]));
    let after = format!("--dependency=afterok:{array}");
    slurm.submit(&sandbox, &[&after], &["--collect"]);
    slurm.wait("all to be done", || slurm.ask("squeue", &["-h"]).is_some_and(|queue| queue.is_empty()));
    let killed = killed.unwrap_or_default();
    let job = slurm.ask("scontrol", &["show", "job", &format!("{array}_{killed}")]).unwrap_or_default();
    assert!(job.contains("Restarts=1"), "it was queued again: {job}");
    sandbox.run(&["study", "study.ron", "--out", "whole"]).ok();
    let [whole, parts] = ["whole", "parts"].map(|folder| reproducible(table(&sandbox, &format!("{folder}/study.csv"))));
    assert_eq!(whole.1.len(), 4);
    assert_eq!(whole, parts, "to the last bit");
}
