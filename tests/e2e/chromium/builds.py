"""The client built with a way in for tests, in as many versions as they want."""

import shutil
import subprocess
from pathlib import Path

from config.client import CLIENT

PROBE = Path(__file__).with_name("probe.ts")
SCRIPT = """
import { build } from "vite";
const [outDir, probe, version] = process.argv.slice(1);
const named = {
  name: "version",
  transform: (code, id) =>
    id.endsWith("/phone/main.tsx")
      ? `${code}\ndocument.documentElement.dataset.version = "${version}";`
      : null,
};
await build({
  logLevel: "warn",
  plugins: [named],
  build: {
    outDir,
    rolldownOptions: {
      input: { probe },
      preserveEntrySignatures: "strict",
      output: {
        entryFileNames: ({ name }) => (name === "probe" ? "probe.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
"""


def built(folder: Path, version: str) -> Path:
    """The folder with this version of the client, which says its name in `data-version`, and a
    `probe.js` beside it."""
    node = shutil.which("node") or "node"
    command = [node, "--input-type=module", "-e", SCRIPT, str(folder), str(PROBE), version]
    done = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
