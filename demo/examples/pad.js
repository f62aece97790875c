// A canvas to draw on: white ink on black paper, as the model's training pictures are. Pointer events mean mouse, pen and finger.

/** @returns `isEmpty()` and `clear()`, beside what the caller does with the canvas itself */
export function makePad(canvas, onLine) {
  const ink = canvas.getContext('2d', { willReadFrequently: true });
  let empty = true;
  let last;

  const clear = () => {
    ink.fillStyle = '#000';
    ink.fillRect(0, 0, canvas.width, canvas.height);
    empty = true;
  };
  const placeOf = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * canvas.width, ((clientY - box.top) / box.height) * canvas.height];
  };
  const lineTo = (place) => {
    Object.assign(ink, { strokeStyle: '#fff', lineWidth: canvas.width / 14, lineCap: 'round' });
    ink.beginPath();
    ink.moveTo(...(last ?? place));
    ink.lineTo(...place);
    ink.stroke();
    last = place;
    empty = false;
  };

  canvas.style.touchAction = 'none';
  canvas.addEventListener('pointerdown', (event) => lineTo(placeOf(event)));
  canvas.addEventListener('pointermove', (event) => last !== undefined && lineTo(placeOf(event)));
  for (const end of ['pointerup', 'pointercancel', 'pointerleave']) {
    canvas.addEventListener(end, () => {
      if (last === undefined) return;
      last = undefined;
      onLine();
    });
  }
  clear();
  return { clear, isEmpty: () => empty };
}
