import "./elements/footage-upload";
import "./elements/key-list";
