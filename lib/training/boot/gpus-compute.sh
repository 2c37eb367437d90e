# shellcheck shell=bash
# gpus_compute COUNT: succeeds if PyTorch computes on that many GPUs. Fails if the driver is too old for the libraries, or the
# libraries are too new for the GPU.
# shellcheck disable=SC2329 # called by ready.sh
gpus_compute() {
  "$venv/bin/python" - "$1" <<'PYTHON'
import sys, torch
found, expected = torch.cuda.device_count(), int(sys.argv[1])
if found != expected:
    sys.exit(f"PyTorch {torch.__version__} sees {found} of {expected} GPUs")
for gpu in range(found):
    torch.ones(1, device=f"cuda:{gpu}").add(1).item()
PYTHON
}
