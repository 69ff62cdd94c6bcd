// A page that is opened from a disk may start no worker, which is what its search runs in: here a hidden frame stands
// in for it. The frame has the worker's globals: importScripts, postMessage, and events named message.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild(frame);
      const own = frame.contentWindow;
      const home = new URL(url, location.href);
      const load = (source) =>
        new Promise((done, failed) => {
          const script = own.document.createElement("script");
          script.src = new URL(source, home).href;
          script.onload = done;
          script.onerror = failed;
          own.document.body.appendChild(script);
        });
      own.importScripts = (...sources) => sources.reduce((before, next) => before.then(() => load(next)), Promise.resolve());
      own.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.frame = frame;
      this.own = own;
      this.ready = load(home);
    }
    postMessage(data) {
      this.ready = this.ready.then(() => this.own.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {
      this.frame.remove();
    }
  };
  window.IFrameWorker = window.Worker; // by this name the worker knows that it is in a frame
}
