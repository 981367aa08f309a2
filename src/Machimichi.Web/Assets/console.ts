import "./elements/key-list";
