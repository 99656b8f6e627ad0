import { useEffect, useRef } from "preact/hooks";

interface Props {
  id: string;
  /* Whether what it heads has just appeared in place of something else: it gets the focus. */
  isNew: boolean;
  children: string;
}

export function Heading({ id, isNew, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isNew) heading.current?.focus();
  }, []);
  return (
    <h2 id={id} tabIndex={-1} ref={heading}>
      {children}
    </h2>
  );
}
