//! Pictures in a bucket: the real program with moto, which speaks S3. `scripts/moto` puts it beside the build.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Once,
    time::Duration,
};

use hyper::{Method, Request};
use image::ImageFormat::Jpeg;
use scenarios::{
    answers::{PATIENCE, ask},
    homes::{Engine, Home},
    photographs::{file, quarters},
    programs::{Serving, hire_owner, program},
    shops::{OWNER, PASSWORD},
};
use store::files::{Access, Files, Place};

use crate::what_is_seen::sends;

on_both_engines!(pictures_are_kept_in_a_bucket);

/// The server, which ends with the story.
struct Moto {
    child: Child,
    address: SocketAddr,
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Moto {
    fn start() -> Moto {
        let target = program().parent().and_then(Path::parent).expect("a target folder").to_owned();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/moto");
        // Two engines tell the story at once.
        static PUT: Once = Once::new();
        PUT.call_once(|| {
            let put = Command::new(script).env("CARGO_TARGET_DIR", &target).status().expect("scripts/moto can be run");
            assert!(put.success(), "moto cannot be installed: scripts/moto says why");
        });
        let mut command = Command::new("python3");
        command.args(["-u", "-c", "from moto.server import main; main()", "--host", "127.0.0.1", "--port", "0"]);
        command.env("PYTHONPATH", target.join("moto/python")).env("PYTHONDONTWRITEBYTECODE", "1");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("moto can be started");
        let mut said = BufReader::new(child.stderr.take().expect("it was asked for")).lines().map_while(Result::ok);
        let found = said.find_map(|line| line.split_once("http://").map(|(_, rest)| rest.trim().to_owned()));
        let address = found.and_then(|text| text.parse().ok()).expect("it says where it is");
        std::thread::spawn(move || said.for_each(drop));
        Moto { child, address }
    }

    fn access(&self, secret: &str) -> Access {
        Access {
            endpoint: format!("http://{}", self.address),
            bucket: "telar-pictures".into(),
            region: "eu-south-2".into(),
            key: "AKIATELAR".into(),
            secret: secret.into(),
        }
    }

    async fn makes_the_bucket(&self) {
        let place = "<CreateBucketConfiguration><LocationConstraint>eu-south-2</LocationConstraint>\
                     </CreateBucketConfiguration>";
        let request =
            Request::builder().method(Method::PUT).uri("/telar-pictures").header("host", self.address.to_string());
        let request = request.body(http_body_util::Full::new(place.into())).expect("a request");
        assert_eq!(ask(self.address, request).await.expect("it answers").status, 200);
    }
}

async fn pictures_are_kept_in_a_bucket(engine: Engine) {
    let moto = tokio::task::spawn_blocking(Moto::start).await.expect("no panic");
    let access = moto.access("hush");
    let without = access.clone();
    let missing = move || Files::open(&Place::Bucket(without)).and_then(|files| files.get("ab/pic_1.jpg"));
    let missing = tokio::task::spawn_blocking(missing).await.expect("no panic");
    assert!(missing.is_err(), "a bucket that is not there is no file that is not there");
    moto.makes_the_bucket().await;

    let home = Home::new(engine);
    hire_owner(&home);
    let settings = [
        ("HILO_PICTURES_ENDPOINT", access.endpoint.as_str()),
        ("HILO_PICTURES_BUCKET", access.bucket.as_str()),
        ("HILO_PICTURES_REGION", access.region.as_str()),
        ("HILO_PICTURES_KEY", access.key.as_str()),
        ("HILO_PICTURES_SECRET", access.secret.as_str()),
    ];
    let serving = Serving::start_with(&home, &settings);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    let picture = sends(&owner, file(quarters(500, 300), Jpeg)).await.expect(201).json();
    let (anybody, mut looks) = (serving.somebody(), tokio::time::interval(Duration::from_millis(50)));
    let addresses: Vec<String> = picture["sizes"]
        .as_array()
        .expect("sizes")
        .iter()
        .map(|size| size["address"].as_str().expect("an address").to_owned())
        .collect();
    assert_eq!(addresses.len(), 3);
    let served = async {
        for address in &addresses {
            loop {
                let answer = anybody.gets(address).await;
                if answer.status == 200 {
                    assert_eq!(&answer.bytes[8..12], b"WEBP");
                    break;
                }
                assert_eq!(answer.status, 404, "{answer:?}");
                looks.tick().await;
            }
        }
    };
    tokio::time::timeout(PATIENCE, served).await.expect("every width is made in the end");
    assert!(!home.data().join("pictures").exists(), "nothing is in the folder");
    serving.stop();

    let looked = move || {
        let files = Files::open(&Place::Bucket(access)).expect("a place");
        let mut names = Vec::new();
        files
            .walk(&mut |kept| {
                let _: () = names.push(kept.name);
                Ok(())
            })
            .expect("a list");
        assert_eq!(names.len(), 4, "{names:?}");
        for name in &names {
            assert!(files.get(name).expect("it can be read").is_some());
            files.remove(name).expect("it can be removed");
            assert_eq!(files.get(name).expect("it can be asked for"), None);
        }
    };
    tokio::task::spawn_blocking(looked).await.expect("no panic");
    drop(moto);
}
