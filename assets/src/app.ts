// The one script of the staff pages. Pages arrive rendered and work without it; it adds what needs a hand.
import "../styles/app.css";
import "../icons.svg?url&no-inline";
import "../favicon.svg?url&no-inline";
import "htmx.org";
import "./theme";
import "./copy";
import "./toasts";
import "./keys";
import "./palette";
import "./fresh";
import "./live";
import "./now";
import "./address";
import "./bulk";
import "./forms";
import "./sending";
