"""What one would write with Debian's python3-opencv: imread, letterbox, blobFromImage, forward, NMSBoxes. A path a line in, the number of boxes out."""
import sys

import cv2
import numpy as np

model, size, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
cv2.setNumThreads(threads)
try:
    net = cv2.dnn.readNetFromONNX(model)
except cv2.error as error:
    sys.exit(f'OpenCV {cv2.__version__} cannot read this model: {str(error).strip().splitlines()[0][:160]}')
print('{"ready": true}', flush=True)
for line in sys.stdin:
    picture = cv2.imread(line.strip())
    scale = size / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    square = np.full((size, size, 3), 114, np.uint8)
    square[:small.shape[0], :small.shape[1]] = small
    net.setInput(cv2.dnn.blobFromImage(square))
    rows = net.forward().reshape(-1, 8)
    scores = rows[:, 4:].max(1)
    keep = scores > 0.4
    boxes = rows[keep, :4]
    boxes[:, 2:] -= boxes[:, :2]
    print(len(cv2.dnn.NMSBoxes((boxes / scale).tolist(), scores[keep].tolist(), 0.4, 0.35)), flush=True)
