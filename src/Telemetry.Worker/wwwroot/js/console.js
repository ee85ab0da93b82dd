// The pages work without a script; with it they stay up to date and take acknowledgements.
import { start as acknowledge } from "./acknowledge.js";
import { start as choice } from "./choice.js";
import { start as refresh } from "./refresh.js";

refresh();
acknowledge();
choice();
