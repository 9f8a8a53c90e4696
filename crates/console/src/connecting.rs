//! How to connect what tells: lines to copy, each as its SDK is used, with the source's own key and address.

use tracking::sources::Kind;

use crate::sources_page::Connect;

/// A few lines for each SDK that suits the kind of source.
pub fn connects(kind: Kind, key: &str, (host, scheme): &(String, &'static str)) -> Vec<Connect> {
    let url = format!("{scheme}://{host}");
    let fill = |lines: &str| lines.replace("@KEY", key).replace("@URL", &url).replace("@HOST", host);
    let connect = |name, install, lines: &str| Connect { name, install, lines: fill(lines) };
    match kind {
        Kind::Browser => vec![
            connect("HTML", "<head>", LINE),
            connect("Segment Analytics.js", "npm install @segment/analytics-next", SEGMENT_BROWSER),
            connect("RudderStack JavaScript", "npm install @rudderstack/analytics-js", RUDDER_BROWSER),
            connect("Pixel", "", PIXEL),
        ],
        Kind::App => vec![connect("Segment Kotlin", "com.segment.analytics.kotlin:android", KOTLIN)],
        Kind::Server | Kind::Device | Kind::Partner => vec![
            connect("Segment Node", "npm install @segment/analytics-node", SEGMENT_NODE),
            connect("Segment Python", "pip install segment-analytics-python", SEGMENT_PYTHON),
            connect("RudderStack Node", "npm install @rudderstack/rudder-sdk-node", RUDDER_NODE),
            connect("RudderStack Python", "pip install rudder-sdk-python", RUDDER_PYTHON),
            connect("HTTP", "curl", CURL),
        ],
    }
}

const LINE: &str = r#"<script async src="@URL/analytics.js/v1/@KEY/analytics.min.js"></script>"#;
const SEGMENT_BROWSER: &str = r#"import { AnalyticsBrowser } from "@segment/analytics-next";
const analytics = AnalyticsBrowser.load({ writeKey: "@KEY", cdnURL: "@URL" });
analytics.page();
analytics.track("Product Viewed", { sku: "85048", price: 12.5, currency: "EUR" });"#;
const RUDDER_BROWSER: &str = r#"import { RudderAnalytics } from "@rudderstack/analytics-js";
const analytics = new RudderAnalytics();
analytics.load("@KEY", "@URL", { configUrl: "@URL" });
analytics.page();
analytics.track("Product Viewed", { sku: "85048", price: 12.5, currency: "EUR" });"#;
const PIXEL: &str = r#"<img alt="" width="1" height="1"
  src="@URL/pixel/v1/page?writeKey=@KEY&anonymousId=VISITOR&properties.path=/offers">"#;
const KOTLIN: &str = r#"val analytics = Analytics("@KEY", applicationContext) {
    apiHost = "@HOST/v1"
    cdnHost = "@HOST/v1"
}
analytics.track("Product Viewed", buildJsonObject { put("sku", "85048") })"#;
const SEGMENT_NODE: &str = r#"import { Analytics } from "@segment/analytics-node";
const analytics = new Analytics({ writeKey: "@KEY", host: "@URL" });
analytics.track({ userId: "4711", event: "Product Viewed", properties: { sku: "85048" } });
await analytics.closeAndFlush();"#;
const SEGMENT_PYTHON: &str = r#"import segment.analytics as analytics
analytics.write_key = "@KEY"
analytics.host = "@URL"
analytics.track("4711", "Product Viewed", {"sku": "85048"})
analytics.shutdown()"#;
const RUDDER_NODE: &str = r#"import RudderAnalytics from "@rudderstack/rudder-sdk-node";
const analytics = new RudderAnalytics("@KEY", { dataPlaneUrl: "@URL" });
analytics.track({ userId: "4711", event: "Product Viewed", properties: { sku: "85048" } });
await analytics.flush();"#;
const RUDDER_PYTHON: &str = r#"import rudderstack.analytics as analytics
analytics.write_key = "@KEY"
analytics.dataPlaneUrl = "@URL"
analytics.track("4711", "Product Viewed", {"sku": "85048"})
analytics.shutdown()"#;
const CURL: &str = r#"curl @URL/v1/track -u @KEY: \
  -d '{"userId": "4711", "event": "Product Viewed", "properties": {"sku": "85048"}}'"#;
